"""The compiled search: free functions over whole numbers in columns. They must equal the rules of ``domain/``.

The rules' numbers come in with each question (``ask``). Times are seconds since the columns' origin, places
millionths of a degree, ways minutes. A word holds the 64 quarter hours from six in the morning of one cleaner's local
day; a bit is set where nothing forbids working all of that quarter: hours, claims, and the rest between two days of
work. Up to three visits of a day are packed into 64 bits each. A day that does not fit into that (holds, time off, a
fourth visit, odd seconds) is marked ``ODD``: its word forbids too little, never too much, and each start is judged by
``fit_claims``, which reads the claims themselves.
"""
