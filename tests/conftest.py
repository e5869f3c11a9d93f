"""What tests over whole hubs share: a stage with real servers, web and worker processes."""
