"""What a deployment is: settings, addresses, menu, base pages, sign-in, the command line."""
