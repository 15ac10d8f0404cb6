"""Interviews: year plan, live text and pictures, video, transcript, replay."""
