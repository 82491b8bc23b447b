package import Configuration
import EventModel
import FoundationEssentials
package import Telemetry

/// The settings of the webhook: some for all destinations, and a map with a few words per destination.
///
/// ```yaml
/// webhook:
///   destinations:
///     soc:
///       url-file: /run/secrets/soc.url
///       secret-files: /run/secrets/soc.key
/// ```
package struct WebhookKeys: SettingsGroup {
    /// Makes the fault of a setting that cannot be used: one line with its name and never its value.
    static func fault(_ name: String, _ message: String) -> SettingFault {
        SettingFault("reading webhook.destinations.\(name): \(message)")
    }

    @Setting(
        .textMap(
            "webhook.destinations",
            secretNames: ["*.url", "*.secret"],
            "Webhooks by name, each with url or url-file, secret or secret-files; also events, timeout, give-up-after, "
                + "allow-private."
        )
    )
    package var destinations: [String: String]

    @Setting(
        .duration(
            "webhook.timeout",
            in: .seconds(1)...(.seconds(120)),
            default: .seconds(15),
            "Longest exchange with a webhook, connecting included; a destination may have its own."
        )
    )
    package var timeout: Duration

    @Setting(
        .duration(
            "webhook.give-up-after",
            in: .seconds(0)...(.seconds(30 * 86_400)),
            default: .seconds(259_200),
            "Time from the first attempt to the last; then the record becomes a dead letter."
        )
    )
    package var giveUpAfter: Duration

    @Setting(
        .path(
            "webhook.ca-file",
            default: "",
            "Certificates that webhooks are checked against, PEM; empty takes the system's."
        )
    )
    package var certificateFile: String

    @Setting(
        .secret(
            "webhook.proxy",
            "Proxy for all webhooks, such as http://proxy:3128; it has to refuse private addresses itself. Empty: none."
        )
    )
    package var proxy: Secret<String>

    package static var settings: [SettingPlace<WebhookKeys>] {
        [
            .init(\.$destinations), .init(\.$timeout), .init(\.$giveUpAfter), .init(\.$certificateFile),
            .init(\.$proxy),
        ]
    }

    package init() {}

    /// Reads the settings and the files that they name; nil when there is no destination.
    ///
    /// - Throws: ``SettingFault`` for the first name, value or file that cannot be used.
    package func settings() throws(SettingFault) -> WebhookSettings? {
        var words: [String: [String: String]] = [:]
        for (name, value) in destinations {
            // In an environment variable every separator is an underscore, which stands for a dot.
            let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw Self.fault(name, "it has no destination or word; write webhook.destinations.NAME.WORD")
            }
            let word = String(parts[1].map { $0 == "." ? "-" : $0 })
            words[parts[0], default: [:]][word] = value
        }
        guard !words.isEmpty else { return nil }
        guard words.count <= WebhookSettings.Destination.maximumCount else {
            throw Self.fault(
                "*",
                "there are \(words.count), and at most \(WebhookSettings.Destination.maximumCount) are allowed"
            )
        }
        var found: [WebhookSettings.Destination] = []
        for name in words.keys.sorted() {
            var destination = try Words(name: name, words: words[name] ?? [:]).destination(
                timeout: timeout,
                giveUpAfter: giveUpAfter
            )
            destination.kinds = destination.kinds.isEmpty ? WebhookSettings.toldKinds : destination.kinds
            found.append(destination)
        }
        var settings = WebhookSettings(destinations: found)
        settings.certificateFile = certificateFile.isEmpty ? nil : certificateFile
        settings.proxy = proxy.exposed.isEmpty ? nil : proxy
        return settings
    }
}

/// The words of one destination.
private struct Words {
    let name: String
    let words: [String: String]

    private static let known = [
        "url", "url-file", "secret", "secret-files", "events", "timeout", "give-up-after", "allow-private",
    ]
    private static let mostFileBytes = 4096

    func destination(
        timeout: Duration,
        giveUpAfter: Duration
    ) throws(SettingFault) -> WebhookSettings.Destination {
        let isName = name.utf8.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2D }
        guard isName, (1...40).contains(name.utf8.count) else {
            throw WebhookKeys.fault(name, "a name has 1 to 40 lower-case letters, digits and hyphens")
        }
        if let word = words.keys.sorted().first(where: { !Self.known.contains($0) }) {
            throw fault(word, "there is no such word; there are \(Self.known.joined(separator: ", "))")
        }
        let allowsPrivate = try flag("allow-private")
        var destination = WebhookSettings.Destination(
            name: name,
            url: Secret(try url(allowsPrivate: allowsPrivate)),
            keys: try keys()
        )
        destination.allowsPrivateAddresses = allowsPrivate
        destination.timeout = try duration("timeout", in: .seconds(1)...(.seconds(120))) ?? timeout
        let patience = try duration("give-up-after", in: .zero...(.seconds(30 * 86_400))) ?? giveUpAfter
        destination.giveUpAfterSeconds = patience.components.seconds
        destination.kinds = try kinds()
        return destination
    }

    private func fault(_ word: String, _ message: String) -> SettingFault {
        WebhookKeys.fault("\(name).\(word)", message)
    }

    private func url(allowsPrivate: Bool) throws(SettingFault) -> String {
        guard (words["url"] == nil) != (words["url-file"] == nil) else {
            throw fault("url", "a destination has either url or url-file")
        }
        let word = words["url"] == nil ? "url-file" : "url"
        var url = words["url"] ?? ""
        if words["url"] == nil {
            url = try text(of: words["url-file"] ?? "", "url-file")
        }
        let isPlain = url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && url.utf8.count <= 2048
        guard isPlain, url.hasPrefix("https://") || url.hasPrefix("http://") else {
            throw fault(word, "it is not a URL of http or https with at most 2048 printable ASCII characters")
        }
        guard url.hasPrefix("https://") || allowsPrivate else {
            throw fault(word, "without TLS others can read the messages: use https, or set allow-private")
        }
        return url
    }

    private func keys() throws(SettingFault) -> [Secret<[UInt8]>] {
        guard (words["secret"] == nil) != (words["secret-files"] == nil) else {
            throw fault("secret", "a destination has either secret or secret-files, so that messages are signed")
        }
        let word = words["secret"] == nil ? "secret-files" : "secret"
        var texts: [String] = []
        if let secret = words["secret"] {
            texts = secret.split(separator: ",").map(String.init)
        } else {
            for file in (words["secret-files"] ?? "").split(separator: ",") {
                texts.append(try text(of: String(file), "secret-files"))
            }
        }
        guard (1...4).contains(texts.count) else {
            throw fault(word, "a destination has 1 to 4 keys, the newest first, separated by commas")
        }
        var keys: [Secret<[UInt8]>] = []
        for text in texts {
            guard let key = WebhookSignature.key(text) else {
                throw fault(word, "a key is whsec_ and the base64 of 24 to 64 bytes")
            }
            keys.append(key)
        }
        return keys
    }

    private func kinds() throws(SettingFault) -> [IncidentEvent.Kind] {
        var kinds: [IncidentEvent.Kind] = []
        for word in (words["events"] ?? "").split(separator: ",") {
            let word = word.filter { $0 != " " }
            guard let kind = WebhookSettings.toldKinds.first(where: { $0.rawValue == word }) else {
                let names = WebhookSettings.toldKinds.map(\.rawValue).joined(separator: ", ")
                throw fault("events", "'\(word)' is not an event; there are \(names)")
            }
            kinds.append(kind)
        }
        return kinds
    }

    private func flag(_ word: String) throws(SettingFault) -> Bool {
        switch words[word] {
        case nil, "false": return false
        case "true": return true
        default: throw fault(word, "must be true or false")
        }
    }

    private func duration(_ word: String, in range: ClosedRange<Duration>) throws(SettingFault) -> Duration? {
        guard let text = words[word] else { return nil }
        guard let duration = DurationText(parsing: text)?.duration, range.contains(duration) else {
            let (low, high) = (DurationText(range.lowerBound), DurationText(range.upperBound))
            throw fault(word, "must be a duration with a unit from \(low) to \(high)")
        }
        return duration
    }

    /// The first line of a file, which is never shown.
    private func text(of file: String, _ word: String) throws(SettingFault) -> String {
        guard let data = FileManager.default.contents(atPath: file), data.count <= Self.mostFileBytes,
            let line = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).first
        else {
            throw fault(
                word,
                "the file \(file) cannot be read, is empty or too large; write the value into its first line"
            )
        }
        return String(line.filter { $0 != " " })
    }
}
