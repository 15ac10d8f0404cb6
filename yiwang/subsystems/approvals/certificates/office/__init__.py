"""What does the workbench show of certificates?"""
