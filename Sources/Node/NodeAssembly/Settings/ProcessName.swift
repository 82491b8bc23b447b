import Configuration

/// The unique names of processes on one Kafka; each becomes part of ids on the cluster.
enum ProcessName {
    /// The name in a setting.
    ///
    /// - Throws: `SettingFault` for characters that ids do not allow.
    static func check(_ setting: Setting<String>) throws(SettingFault) -> String {
        let name = setting.wrappedValue
        guard name.utf8.count <= 128, name.allSatisfy(isAllowed) else {
            throw SettingFault(
                "reading \(setting.path): '\(name)' is not a name; use at most 128 letters, digits, dots, hyphens and "
                    + "underscores"
            )
        }
        return name
    }

    /// The host's name, with hyphens for characters that ids do not take.
    static func ofHost(_ name: String) -> String {
        String(name.prefix(128).map { isAllowed($0) ? $0 : "-" })
    }

    private static func isAllowed(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || ".-_".contains(character))
    }
}
