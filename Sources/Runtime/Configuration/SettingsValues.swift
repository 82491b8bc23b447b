/// The settings of a process by their groups: those of a configuration, or defaults, and what was changed since.
package struct SettingsValues: Sendable {
    private let configuration: EffectiveConfiguration?
    private var changed: [ObjectIdentifier: any SettingsGroup] = [:]

    /// Takes the values of a configuration; without one every value has its default.
    package init(_ configuration: EffectiveConfiguration? = nil) {
        self.configuration = configuration
    }

    /// The values of a group; all keys of the group have to be in the configuration's schema.
    package subscript<Group: SettingsGroup>(_ type: Group.Type) -> Group {
        get {
            if let group = changed[ObjectIdentifier(type)] as? Group {
                return group
            }
            return configuration.map { Group($0) } ?? Group()
        }
        set { changed[ObjectIdentifier(type)] = newValue }
    }
}
