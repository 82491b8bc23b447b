import Telemetry
import YAMLText

/// Reads settings: the defaults, then one file, then environment variables, then options; the later wins.
///
/// Everything is checked, also what a later source replaces, and all problems are reported at once.
package struct ConfigurationLoader: Sendable {
    private let schema: ConfigurationSchema

    /// Makes a loader for the keys of a schema.
    package init(_ schema: ConfigurationSchema) {
        self.schema = schema
    }

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - file: The file, if there is one.
    ///   - environment: All environment variables; those without the prefix `EYRIE_` are left alone.
    ///   - options: The settings of the command line; of two for one key the later wins.
    /// - Returns: The settings.
    /// - Throws: ``ConfigurationError`` with all problems of all sources.
    package func load(
        file: ConfigurationFile? = nil,
        environment: [String: String] = [:],
        options: [ConfigurationOption] = []
    ) throws(ConfigurationError) -> EffectiveConfiguration {
        var reading = Reading(configuration: EffectiveConfiguration(schema: schema))
        if let file { reading.read(file) }
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            reading.read(environmentName: name, value: value)
        }
        for option in options { reading.read(option) }
        guard reading.problems.isEmpty else { throw ConfigurationError(reading.problems) }
        return reading.configuration
    }
}

extension ConfigurationLoader {
    /// The settings and problems so far.
    private struct Reading {
        var configuration: EffectiveConfiguration
        var problems: [ConfigurationProblem] = []
        /// Lines of the keys that are in the file, since "a.b" and "a: {b: }" name the same key.
        private var linesInFile: [String: Int] = [:]

        private var schema: ConfigurationSchema { configuration.schema }

        init(configuration: EffectiveConfiguration) {
            self.configuration = configuration
        }

        mutating func read(_ file: ConfigurationFile) {
            do throws(YAMLError) {
                let limits = YAMLLimits(bytes: ConfigurationFile.largest, depth: 16, nodes: 10_000)
                guard let root = try YAMLDocument.parseAll(file.bytes, limits: limits).first else { return }
                // One document: settings in a second one would be ignored.
                _ = try YAMLDocument.parse(file.bytes, limits: limits)
                read(section: root, path: "", position: root.position, file: file.name)
            } catch {
                let place = error.position.map { "\(file.name):\($0.line):\($0.column)" } ?? file.name
                report(.notYAML, place, "", error.message, error.remedy)
            }
        }

        private mutating func read(section: YAMLNode, path: String, position: YAMLPosition, file: String) {
            guard let entries = section.entries else {
                // A section whose keys are all commented out is nothing.
                if section.text == "" { return }
                let place = "\(file):\(position.line):\(position.column)"
                report(.wrongType, place, path, "must hold keys", "write keys below it, indented")
                return
            }
            for entry in entries {
                let path = path.isEmpty ? entry.key : "\(path).\(entry.key)"
                let origin = ConfigurationOrigin.file(
                    name: file,
                    line: entry.keyPosition.line,
                    column: entry.keyPosition.column
                )
                if let declaration = schema.declaration(path: path), !declaration.isMap {
                    read(entry.value, of: declaration, from: origin, line: entry.keyPosition.line)
                } else if let (map, name) = schema.member(path: path), let text = entry.value.text {
                    read(name, text, of: map, from: origin, line: entry.keyPosition.line)
                } else if schema.isSection(path) {
                    read(section: entry.value, path: path, position: entry.keyPosition, file: file)
                } else {
                    reportUnknown(path, "\(origin)")
                }
            }
        }

        private mutating func read(
            _ node: YAMLNode,
            of declaration: ConfigurationDeclaration,
            from origin: ConfigurationOrigin,
            line: Int
        ) {
            if let first = linesInFile.updateValue(line, forKey: declaration.path) {
                let message = "stands in line \(first), too"
                report(.duplicateKey, "\(origin)", declaration.path, message, "keep one of them")
                return
            }
            do throws(YAMLError) {
                let shown = node.text.map { "'\($0)'" } ?? "a list or a section"
                take(try declaration.type.value(of: node), of: declaration, shown: shown, from: origin)
            } catch {
                // The text may be a secret: the message of the parser is not passed on.
                take(.failure(.wrongType), of: declaration, shown: "'\(node.text ?? "")'", from: origin)
            }
        }

        private mutating func read(
            _ name: String,
            _ text: String,
            of map: ConfigurationDeclaration,
            from origin: ConfigurationOrigin,
            line: Int
        ) {
            let path = "\(map.path).\(name)"
            if let first = linesInFile.updateValue(line, forKey: path) {
                report(.duplicateKey, "\(origin)", path, "stands in line \(first), too", "keep one of them")
                return
            }
            take(name, text, of: map, from: origin)
        }

        /// Takes one text of a map; the user of the map checks the name.
        private mutating func take(
            _ name: String,
            _ text: String,
            of map: ConfigurationDeclaration,
            from origin: ConfigurationOrigin
        ) {
            if map.isSecretName(name), text == Secret<String>.placeholder {
                let message = "is the placeholder of a secret"
                report(.placeholder, "\(origin)", "\(map.path).\(name)", message, "write the secret itself")
                return
            }
            configuration.set(name, of: map, to: text, from: origin)
        }

        mutating func read(environmentName name: String, value: String) {
            guard name.hasPrefix(ConfigurationSchema.environmentPrefix) else { return }
            if let (map, member) = schema.member(environmentName: name) {
                take(member, value, of: map, from: .environment(name: name))
                return
            }
            if let declaration = schema.declaration(environmentName: name) {
                let result = declaration.type.value(ofText: value)
                take(result, of: declaration, shown: "'\(value)'", from: .environment(name: name))
                return
            }
            guard !schema.otherEnvironmentNames.contains(name) else { return }
            guard !KubernetesServiceLink.matches(name: name, value: value) else { return }
            let message = "no key has this variable\(schema.hint(forEnvironmentName: name))"
            let place = "\(ConfigurationOrigin.environment(name: name))"
            report(.unknownKey, place, "", message, "'config print' shows all keys")
        }

        mutating func read(_ option: ConfigurationOption) {
            let origin = ConfigurationOrigin.option(name: option.name)
            if let (map, name) = schema.member(path: option.path), !name.isEmpty {
                take(name, option.value, of: map, from: origin)
                return
            }
            guard let declaration = schema.declaration(path: option.path) else {
                reportUnknown(option.path, "\(origin)")
                return
            }
            let result = declaration.type.value(ofText: option.value)
            take(result, of: declaration, shown: "'\(option.value)'", from: origin)
        }

        private mutating func take(
            _ result: Result<ConfigurationValue, ConfigurationObjection>,
            of declaration: ConfigurationDeclaration,
            shown: String,
            from origin: ConfigurationOrigin
        ) {
            let path = declaration.path
            switch result {
            case .success(.text(Secret<String>.placeholder)) where declaration.isSecret:
                let message = "is the placeholder of a secret"
                report(.placeholder, "\(origin)", path, message, "write the secret itself")
            case .success(let value):
                configuration.set(path, to: value, from: origin)
            case .failure(let objection):
                let shown = declaration.isSecret ? Secret<String>.placeholder : shown
                let code: ConfigurationProblem.Code = objection == .wrongType ? .wrongType : .outOfRange
                report(code, "\(origin)", path, "is \(shown)", "it must be \(declaration.allowed)")
            }
        }

        private mutating func reportUnknown(_ path: String, _ place: String) {
            let message = "no such key\(schema.hint(forPath: path))"
            report(.unknownKey, place, path, message, "'config print' shows all keys")
        }

        private mutating func report(
            _ code: ConfigurationProblem.Code,
            _ place: String,
            _ key: String,
            _ message: String,
            _ remedy: String
        ) {
            problems.append(
                ConfigurationProblem(code: code, place: place, key: key, message: message, remedy: remedy)
            )
        }
    }
}
