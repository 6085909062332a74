"""What small files each library writes: one module for each kind of library."""
