"""Money by Stripe: holds, captures, refunds, payouts to cleaners, saved cards, and the messages that Stripe sends."""
