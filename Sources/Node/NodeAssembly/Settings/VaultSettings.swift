package import Configuration

/// Where the vault is.
package struct VaultSettings: SettingsGroup {
    @Setting(
        .path(
            "vault.file",
            default: "",
            "The vault's database; empty keeps it in the log's folder."
        )
    )
    package var file: String

    package static var settings: [SettingPlace<VaultSettings>] {
        [.init(\.$file)]
    }

    package init() {}

    /// The file, by default in the log's folder.
    package func path(_ log: LogSettings) -> String {
        file.isEmpty ? "\(log.folder)/vault.db" : file
    }
}
