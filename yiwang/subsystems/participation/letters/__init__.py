"""Letters of the public: mailboxes, handling, answers, what is published of them."""
