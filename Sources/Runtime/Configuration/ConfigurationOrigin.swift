/// Where the value of a key came from.
package enum ConfigurationOrigin: Sendable, Equatable, CustomStringConvertible {
    /// Nothing set it.
    case byDefault
    /// A file, at a line and column, from 1.
    case file(name: String, line: Int, column: Int)
    /// An environment variable.
    case environment(name: String)
    /// An option of the command line, as it was written.
    case option(name: String)

    package var description: String {
        switch self {
        case .byDefault: "default"
        case .file(let name, let line, let column): "\(name):\(line):\(column)"
        case .environment(let name): "environment variable \(name)"
        case .option(let name): "option \(name)"
        }
    }
}
