@main struct DBenchmarks { static func main() {} }
