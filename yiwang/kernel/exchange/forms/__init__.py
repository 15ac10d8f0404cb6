"""What is asked of people who send, answer and look for envelopes?"""
