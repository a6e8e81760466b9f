"""What the staff pages share: wording by language, page rendering with strict headers, design tokens."""
