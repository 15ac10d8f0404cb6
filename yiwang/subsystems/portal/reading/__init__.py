"""How do files of public documents become articles of the portal?"""
