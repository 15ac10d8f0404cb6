"""What is filled in on the pages of supervision?"""
