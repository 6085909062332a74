namespace bartizan::sandbox {}
