import Configuration
import EventModel
import Foundation
import Outlets
import Telemetry
import Testing

@Suite("Settings of the webhook")
struct WebhookKeysTests {
    private static let key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    private func load(_ words: [String: String]) throws -> EffectiveConfiguration {
        try ConfigurationLoader(ConfigurationSchema(WebhookKeys.declarations)).load(
            options: words.sorted { $0.key < $1.key }.map {
                ConfigurationOption(name: "--set", path: "webhook.destinations.\($0.key)", value: $0.value)
            }
        )
    }

    @Test("A destination has its own words, else those of all")
    func destinations() throws {
        let settings = try #require(
            try WebhookKeys(
                load([
                    "soc.url": "https://hooks.example.com/T0/SECRET", "soc.secret": "\(Self.key),\(Self.key)",
                    "chat.url": "http://10.0.0.7:8080/x", "chat.secret": Self.key, "chat.allow-private": "true",
                    "chat.events": "opened, closed", "chat.timeout": "3s", "chat.give-up-after": "2h",
                ])
            ).settings()
        )
        #expect(settings.destinations.map(\.name) == ["chat", "soc"])
        let chat = settings.destinations[0]
        #expect(chat.kinds == [.opened, .closed] && chat.timeout == .seconds(3) && chat.giveUpAfterSeconds == 7200)
        #expect(chat.allowsPrivateAddresses && !settings.destinations[1].allowsPrivateAddresses)
        let soc = settings.destinations[1]
        #expect(soc.keys.count == 2 && soc.timeout == .seconds(15) && soc.giveUpAfterSeconds == 259_200)
        #expect(soc.kinds == WebhookSettings.toldKinds)
        #expect(!"\(settings)".contains("SECRET") && !"\(settings)".contains("MfKQ"))
    }

    @Test("URL and keys come from files; without destinations there is no webhook")
    func files() throws {
        #expect(try WebhookKeys(load([:])).settings() == nil)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("https://x.example/a\n".utf8).write(to: folder.appendingPathComponent("url"))
        try Data("\(Self.key)\n".utf8).write(to: folder.appendingPathComponent("new"))
        let path = folder.path
        let settings = try #require(
            try WebhookKeys(load(["a.url-file": "\(path)/url", "a.secret-files": "\(path)/new,\(path)/new"])).settings()
        )
        #expect(settings.destinations[0].url == Secret("https://x.example/a"))
        #expect(settings.destinations[0].keys.count == 2)
    }

    @Test("URLs and keys are never printed")
    func hidden() throws {
        let configuration = try load([
            "soc.url": "https://x.example/SECRET", "soc.secret": Self.key, "soc.events": "opened",
        ])
        #expect(!configuration.text.contains("SECRET") && !configuration.text.contains("MfKQ"))
        #expect(configuration.text.contains("\"soc.events\": \"opened\""))
    }

    @Test(
        "An unusable setting is refused with its name, and without its value",
        arguments: [
            (["soc.url": "ftp://SECRET"], "soc.url"), (["soc.url": "http://SECRET.example"], "soc.url"),
            (["soc.url": "https://SECRET x"], "soc.url"), (["soc.url": ""], "soc.url"),
            (["soc.secret": "SECRET"], "soc.secret"), (["soc.events": "opened,shut"], "soc.events"),
            (["soc.timeout": "1"], "soc.timeout"), (["soc.allow-private": "yes"], "soc.allow-private"),
            (["soc.colour": "red"], "soc.colour"), (["soc.url-file": "/SECRET"], "soc.url"),
            (["S.url": "https://x.example/"], "S"), (["soc": "x"], "soc"),
        ] as [([String: String], String)]
    )
    func refused(words: [String: String], name: String) throws {
        var all = ["soc.url": "https://x.example/", "soc.secret": Self.key]
        all.merge(words) { $1 }
        let configuration = try load(all)
        let fault = #expect(throws: SettingFault.self) { try WebhookKeys(configuration).settings() }
        let text = fault?.description ?? ""
        #expect(text.hasPrefix("reading webhook.destinations.\(name)"), "\(text)")
        #expect(!text.contains("SECRET"), "\(text)")
    }
}
