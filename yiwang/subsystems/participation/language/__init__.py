"""What does a text say: which class, which earlier text is like it, what are many of them about?"""
