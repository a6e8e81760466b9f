"""What was promised in time: clocks, warnings, breaches. Business time itself is in api.conversations."""
