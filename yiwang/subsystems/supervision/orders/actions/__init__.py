"""What changes an order or a complaint?"""
