"""The public speaks and is answered: letters, topics, interviews, surveys, consultations."""
