namespace bartizan::run {}
