"""What a person reads of an evaluation in a terminal.

Text from outside goes through the sanitiser and is never markup.
"""
