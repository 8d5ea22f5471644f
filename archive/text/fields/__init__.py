"""The other fields: metadata, headline, section, keywords, picture, addresses, language."""
