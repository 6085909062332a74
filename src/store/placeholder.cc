namespace bartizan::store {}
