/// A value of a settings struct together with its key: name, type, unit, range, default and text are declared where the
/// value is.
///
/// ```swift
/// @Setting(.integer("bridge.socket.clients", unit: "clients", in: 1...4096, default: 256, "Clients at once."))
/// package var clients: Int
/// ```
@propertyWrapper
package struct Setting<Value: Sendable>: Sendable {
    package let key: ConfigurationKey<Value>
    package var wrappedValue: Value
    /// Where the value came from.
    package private(set) var origin = ConfigurationOrigin.byDefault
    private var memberOrigins: [String: ConfigurationOrigin] = [:]

    /// Begins with the key's default.
    package init(_ key: ConfigurationKey<Value>) {
        self.key = key
        wrappedValue = key.defaultValue
    }

    package var projectedValue: Setting<Value> {
        get { self }
        set { self = newValue }
    }

    /// The key's dotted name.
    package var path: String {
        key.declaration.path
    }

    /// Tells where one text of a map came from.
    package func origin(of name: String) -> ConfigurationOrigin {
        memberOrigins[name] ?? origin
    }

    mutating func load(_ configuration: EffectiveConfiguration) {
        let entry = configuration.entry(key.declaration)
        wrappedValue = configuration[key]
        origin = entry.origin
        memberOrigins = entry.memberOrigins
    }
}

extension Setting: Equatable where Value: Equatable {
    /// Compares values, not their origins.
    package static func == (left: Setting, right: Setting) -> Bool {
        left.path == right.path && left.wrappedValue == right.wrappedValue
    }
}
