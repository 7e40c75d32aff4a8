package store_test

func restrict() error { return nil }
