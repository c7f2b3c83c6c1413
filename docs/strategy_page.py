def write_page(t): print(t.head())
