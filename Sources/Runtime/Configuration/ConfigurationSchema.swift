import CommandLineKit

/// All keys of a program.
package struct ConfigurationSchema: Sendable {
    /// What all environment variables with settings begin with.
    package static let environmentPrefix = "EYRIE_"

    /// The keys in the order given.
    package let declarations: [ConfigurationDeclaration]
    /// Environment variables with the prefix that are not settings, such as the one that names the file.
    let otherEnvironmentNames: Set<String>
    private let byPath: [String: ConfigurationDeclaration]
    private let byEnvironmentName: [String: ConfigurationDeclaration]

    /// Makes a schema; two keys of one name, or one inside the other, are a mistake of the program and stop it.
    ///
    /// - Parameters:
    ///   - declarations: All keys.
    ///   - otherEnvironmentNames: Variables with the prefix `EYRIE_` that are used for something else.
    package init(_ declarations: [ConfigurationDeclaration], otherEnvironmentNames: Set<String> = []) {
        self.declarations = declarations
        self.otherEnvironmentNames = otherEnvironmentNames
        byPath = Dictionary(declarations.map { ($0.path, $0) }) { first, _ in
            preconditionFailure("key \(first.path) is declared twice")
        }
        byEnvironmentName = Dictionary(declarations.map { (Self.environmentName(of: $0.path), $0) }) { first, second in
            preconditionFailure("keys \(first.path) and \(second.path) have the same environment variable")
        }
        for declaration in declarations {
            let section = declaration.path + "."
            precondition(
                !declarations.contains { $0.path.hasPrefix(section) },
                "key \(declaration.path) has keys inside"
            )
        }
    }

    /// Returns the environment variable of a key: upper case, dots and hyphens as underscores.
    package static func environmentName(of path: String) -> String {
        environmentPrefix + String(path.map { $0 == "." || $0 == "-" ? "_" : $0 }).uppercased()
    }

    func declaration(path: String) -> ConfigurationDeclaration? {
        byPath[path]
    }

    func declaration(environmentName: String) -> ConfigurationDeclaration? {
        byEnvironmentName[environmentName]
    }

    /// Whether keys or names of a map may be below a path.
    func isSection(_ path: String) -> Bool {
        declarations.contains { declaration in
            declaration.path.hasPrefix(path + ".")
                || declaration.isMap && (path + ".").hasPrefix(declaration.path + ".")
        }
    }

    /// The map that a dotted path names a text of, and the text's name.
    func member(path: String) -> (declaration: ConfigurationDeclaration, name: String)? {
        for declaration in declarations where declaration.isMap && path.hasPrefix(declaration.path + ".") {
            return (declaration, String(path.dropFirst(declaration.path.count + 1)))
        }
        return nil
    }

    /// The same for an environment variable, whose underscores stand for dots.
    func member(environmentName: String) -> (declaration: ConfigurationDeclaration, name: String)? {
        for declaration in declarations where declaration.isMap {
            let prefix = Self.environmentName(of: declaration.path) + "_"
            guard environmentName.hasPrefix(prefix), environmentName.count > prefix.count else { continue }
            let words = environmentName.dropFirst(prefix.count)
            return (declaration, String(words.map { $0 == "_" ? "." : $0 }).lowercased())
        }
        return nil
    }

    /// Writes ", did you mean 'x'?" for an unknown key: the nearest name, else a key that ends in the same word.
    func hint(forPath path: String) -> String {
        let word = path.split(separator: ".").last.map(String.init) ?? path
        let nearest = NearestName.of(path, among: declarations.map(\.path))
        let sameEnd = declarations.first { $0.path.hasSuffix(".\(word)") }?.path
        return (nearest ?? sameEnd).map { ", did you mean '\($0)'?" } ?? ""
    }

    func hint(forEnvironmentName name: String) -> String {
        NearestName.hint(for: name, among: declarations.map { Self.environmentName(of: $0.path) })
    }
}
