package import Configuration

/// Which files the bridge follows.
package struct FileDoorSettings: SettingsGroup {
    @Setting(
        .texts(
            "bridge.files",
            default: [],
            "Files to follow as they grow, folders, and patterns such as /var/log/containers/falco-*.log; each from its place."
        )
    )
    package var patterns: [String]

    package var limits = FileDoorLimits()

    package static var settings: [SettingPlace<FileDoorSettings>] {
        [.init(\.$patterns), .init(\.limits.$openFiles)]
    }

    package init() {}
}
