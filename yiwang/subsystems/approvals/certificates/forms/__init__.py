"""What is filled in about certificates?"""
