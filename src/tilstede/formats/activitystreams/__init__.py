"""ActivityStreams 2.0 (W3C Recommendation, 23 May 2017)."""
