"""The helpdesk: cases, where they are brought, and what its people do with them in a channel of their own."""
