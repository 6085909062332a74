// Routes of the pages that came second. Each takes the mock's state and its helpers.

export function more_routes() {
  return [];
}
