package import Telemetry

/// A declared key: its name, type, unit, range, default and documentation.
///
/// Every key has a default, so that a program runs without a file. Empty text means "not set" if the key's
/// documentation says so.
package struct ConfigurationKey<Value: Sendable>: Sendable {
    /// What goes into a schema.
    package let declaration: ConfigurationDeclaration
    let extract: @Sendable (ConfigurationValue) -> Value?

    /// The value that the key has unless it is set.
    package var defaultValue: Value {
        guard let value = extract(declaration.defaultValue) else {
            preconditionFailure("the default of \(declaration.path) is of another type")
        }
        return value
    }
}

extension ConfigurationKey where Value == Bool {
    /// Declares a switch.
    package static func bool(_ path: String, default value: Bool, _ documentation: String) -> ConfigurationKey {
        ConfigurationKey(
            declaration: ConfigurationDeclaration(
                path: path,
                type: .bool,
                defaultValue: .bool(value),
                documentation: documentation
            ),
            extract: { if case .bool(let value) = $0 { value } else { nil } }
        )
    }
}

extension ConfigurationKey where Value == Int {
    /// Declares a whole number of a range; the unit is a plural noun, empty for none.
    package static func integer(
        _ path: String,
        unit: String = "",
        in range: ClosedRange<Int>,
        default value: Int,
        _ documentation: String
    ) -> ConfigurationKey {
        make(path, .integer(range, unit: unit), value, documentation)
    }

    /// Declares a size in bytes of a range; written with a unit, such as "64MiB".
    package static func byteSize(
        _ path: String,
        in range: ClosedRange<Int>,
        default value: Int,
        _ documentation: String
    ) -> ConfigurationKey {
        precondition(range.lowerBound >= 0, "a size is never negative: \(path)")
        return make(path, .byteSize(range), value, documentation)
    }

    private static func make(_ path: String, _ type: ConfigurationType, _ value: Int, _ documentation: String) -> Self {
        ConfigurationKey(
            declaration: ConfigurationDeclaration(
                path: path,
                type: type,
                defaultValue: .integer(value),
                documentation: documentation
            ),
            extract: { if case .integer(let value) = $0 { value } else { nil } }
        )
    }
}

extension ConfigurationKey where Value == Double {
    /// Declares a number of a finite range; the unit is a plural noun, empty for none.
    package static func number(
        _ path: String,
        unit: String = "",
        in range: ClosedRange<Double>,
        default value: Double,
        _ documentation: String
    ) -> ConfigurationKey {
        precondition(range.lowerBound.isFinite && range.upperBound.isFinite, "a range is finite: \(path)")
        return ConfigurationKey(
            declaration: ConfigurationDeclaration(
                path: path,
                type: .number(range, unit: unit),
                defaultValue: .number(value),
                documentation: documentation
            ),
            extract: { if case .number(let value) = $0 { value } else { nil } }
        )
    }
}

extension ConfigurationKey where Value == Duration {
    /// Declares a duration of a range, not negative, whole nanoseconds; written with a unit, such as "150ms".
    package static func duration(
        _ path: String,
        in range: ClosedRange<Duration>,
        default value: Duration,
        _ documentation: String
    ) -> ConfigurationKey {
        precondition(range.lowerBound >= .zero, "a duration is never negative: \(path)")
        return ConfigurationKey(
            declaration: ConfigurationDeclaration(
                path: path,
                type: .duration(range),
                defaultValue: .duration(value),
                documentation: documentation
            ),
            extract: { if case .duration(let value) = $0 { value } else { nil } }
        )
    }
}

extension ConfigurationKey where Value == String {
    /// Declares a text.
    package static func text(_ path: String, default value: String, _ documentation: String) -> ConfigurationKey {
        make(path, .text, value, documentation)
    }

    /// Declares a path of a file or folder.
    package static func path(_ path: String, default value: String, _ documentation: String) -> ConfigurationKey {
        make(path, .path, value, documentation)
    }

    private static func make(
        _ path: String,
        _ type: ConfigurationType,
        _ value: String,
        _ documentation: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            declaration: ConfigurationDeclaration(
                path: path,
                type: type,
                defaultValue: .text(value),
                documentation: documentation
            ),
            extract: { if case .text(let text) = $0 { text } else { nil } }
        )
    }
}

extension ConfigurationKey where Value == Secret<String> {
    /// Declares a secret text, empty unless it is set; it is never printed.
    package static func secret(_ path: String, _ documentation: String) -> ConfigurationKey<Secret<String>> {
        ConfigurationKey(
            declaration: ConfigurationDeclaration(
                path: path,
                type: .text,
                defaultValue: .text(""),
                documentation: documentation,
                isSecret: true
            ),
            extract: { if case .text(let text) = $0 { Secret(text) } else { nil } }
        )
    }
}

extension ConfigurationKey where Value == [String] {
    /// Declares a list of texts; in environment variables and options they are separated by commas.
    package static func texts(_ path: String, default value: [String], _ documentation: String) -> ConfigurationKey {
        ConfigurationKey(
            declaration: ConfigurationDeclaration(
                path: path,
                type: .texts,
                defaultValue: .texts(value),
                documentation: documentation
            ),
            extract: { if case .texts(let texts) = $0 { texts } else { nil } }
        )
    }
}

extension ConfigurationKey where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// Declares a choice among the cases of an enum.
    package static func choice(_ path: String, default value: Value, _ documentation: String) -> ConfigurationKey {
        ConfigurationKey(
            declaration: ConfigurationDeclaration(
                path: path,
                type: .choice(Value.allCases.map(\.rawValue)),
                defaultValue: .text(value.rawValue),
                documentation: documentation
            ),
            extract: { if case .text(let text) = $0 { Value(rawValue: text) } else { nil } }
        )
    }
}

extension ConfigurationKey where Value == [String: String] {
    /// Declares texts by names that the schema does not know, none unless they are set.
    ///
    /// In a file the names are below the key, where dots in a name may also be sections; options set one name each
    /// (`KEY.NAME`); so do environment variables, whose underscores behind the key's own stand for dots.
    ///
    /// - Parameters:
    ///   - path: The dotted name of the map.
    ///   - secretNames: Names whose values are never shown; `*.url` stands for every name that ends in `.url`.
    ///   - documentation: One sentence about the map's purpose.
    /// - Returns: The key.
    package static func textMap(
        _ path: String,
        secretNames: Set<String>,
        _ documentation: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            declaration: ConfigurationDeclaration(
                path: path,
                type: .textMap,
                defaultValue: .textMap([:]),
                documentation: documentation,
                secretNames: secretNames
            ),
            extract: { if case .textMap(let texts) = $0 { texts } else { nil } }
        )
    }
}
