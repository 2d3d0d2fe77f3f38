"""Headers of what a page of any other site may read: all that is public and asks for no cookie."""

#: Fetch standard, section 3.2 (CORS protocol).
ANY_SITE = {"Access-Control-Allow-Origin": "*"}
