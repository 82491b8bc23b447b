package import Configuration

/// Which files the bridge follows.
package struct FileDoorSettings: SettingsGroup {
    @Setting(
        .texts(
            "bridge.files",
            default: [],
            "Files to follow, folders, and patterns such as /var/log/containers/falco-*.log; each from its position."
        )
    )
    package var patterns: [String]

    package var limits = FileDoorLimits()

    package static var settings: [SettingPlace<FileDoorSettings>] {
        [.init(\.$patterns), .init(\.limits.$openFiles)]
    }

    package init() {}

    /// Whether a file is among those that are followed now.
    package func follows(_ path: String) -> Bool {
        patterns.contains { FilePattern(text: $0).paths(besides: []).contains(path) }
    }
}
