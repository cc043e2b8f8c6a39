"""A village cadre register to try things with: nobody in it exists."""
