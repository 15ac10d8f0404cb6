"""Disclosure on application (依申请公开): asked, registered, answered within the limit, counted for the yearly report."""
