"""Surveys: questions with logic and quotas, one answer per person, live figures."""
