"""Transcripts that others made: files of other recognisers, of subtitles and of turns in, our transcripts out."""
