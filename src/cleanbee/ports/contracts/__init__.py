"""What each outbound port promises, as suites that run: whoever writes an adapter only says how to get one.

The suites need ``cleanbee[testing]``. A suite's class is named ``…Contract``;
a test subclasses it and answers its hooks.
"""
