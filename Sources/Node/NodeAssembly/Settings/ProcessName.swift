import Configuration

/// The names by which the processes on one Kafka are told apart; each becomes part of ids on the cluster.
enum ProcessName {
    /// The name in a setting.
    ///
    /// - Throws: `SettingFault` for other characters than ids take.
    static func check(_ setting: Setting<String>) throws(SettingFault) -> String {
        let name = setting.wrappedValue
        guard name.utf8.count <= 128, name.allSatisfy(isAllowed) else {
            throw SettingFault(
                "reading \(setting.path): '\(name)' is no name; use at most 128 letters, digits, dots, hyphens and "
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
