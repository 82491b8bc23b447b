/// The settings of one part: a struct whose values declare their keys with ``Setting``.
///
/// The schema of a program, its documentation and its values are made of these structs alone.
package protocol SettingsGroup: Sendable {
    /// Makes a group in which every value has its default.
    init()

    /// Key paths of its settings, in the order of printing; those of nested structs may be among them.
    static var settings: [SettingPlace<Self>] { get }
}

extension SettingsGroup {
    /// The declarations for a schema.
    package static var declarations: [ConfigurationDeclaration] {
        let group = Self()
        return settings.map { $0.declaration(group) }
    }

    /// Takes the values of a process.
    package init(_ configuration: EffectiveConfiguration) {
        self.init()
        for setting in Self.settings {
            setting.load(&self, configuration)
        }
    }
}

/// Where one setting is in its group.
package struct SettingPlace<Group> {
    let declaration: (Group) -> ConfigurationDeclaration
    let load: (inout Group, EffectiveConfiguration) -> Void

    /// Names a setting by the path of its wrapper, such as `\.$clients` or `\.limits.$openFiles`.
    package init<Value>(_ path: WritableKeyPath<Group, Setting<Value>>) {
        declaration = { $0[keyPath: path].key.declaration }
        load = { $0[keyPath: path].load($1) }
    }
}
