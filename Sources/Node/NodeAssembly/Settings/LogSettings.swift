package import Configuration

/// Where the log is.
package struct LogSettings: SettingsGroup {
    @Setting(
        .text(
            "log.address",
            default: "",
            "Where the log is: kafka://HOST:PORT[,HOST:PORT...]; empty: the embedded log in log.folder."
        )
    )
    package var address: String

    @Setting(
        .path(
            "log.folder",
            default: "eyrie-data",
            "Folder of the embedded log; `eyrie up` creates it."
        )
    )
    package var folder: String

    @Setting(
        .integer(
            "log.partitions",
            in: 1...256,
            default: 4,
            "Partitions of the alerts in a new log (one that has none); an existing log keeps what it has."
        )
    )
    package var partitions: Int

    package static var settings: [SettingPlace<LogSettings>] {
        [.init(\.$address), .init(\.$folder), .init(\.$partitions)]
    }

    package init() {}

    /// Reads the address.
    ///
    /// - Throws: `SettingFault` that describes a valid address in one line.
    package func place() throws(SettingFault) -> LogAddress {
        try LogAddress(address, key: $address.path)
    }

    /// The socket on which the owner of the folder reads files for others.
    package var importSocket: String {
        "\(folder)/import.sock"
    }

    /// The socket on which the owner of the folder takes orders.
    package var controlSocket: String {
        "\(folder)/eyrie.sock"
    }
}
