"""Disclosure on application (依申请公开): asked, answered in time, counted for the yearly report."""
