namespace bartizan::cli {}
