"""What people do with calls: judge, tag and mark them."""
