import Configuration
import EventModel
import Lifecycle
import NodeAssembly
import PartKit

/// An effect of one file: would ring a bell for each incident.
final class ToyBell: Service {
    let name = "toy-bell"
    let sound: String

    init(sound: String) {
        self.sound = sound
    }

    func start(_ handle: ServiceHandle) {}

    func stop(within budget: Duration) {}
}

struct ToyBellSettings: SettingsGroup {
    @Setting(.text("toy.sound", default: "", "What the bell sounds like; empty has no bell."))
    var sound: String

    static var settings: [SettingPlace<ToyBellSettings>] { [.init(\.$sound)] }
}

extension Part {
    static let toyBell = Part(
        "toy-bell",
        .effect,
        node: .effect(
            "toy-bell",
            reads: Topics.incidents.name,
            writes: ["eyrie.rings.v1"],
            deadLetters: Topics.deadLetters.name,
            purpose: "rings a bell"
        ),
        settings: [ToyBellSettings.self],
        make: { context in
            let sound = context.settings[ToyBellSettings.self].sound
            return sound.isEmpty ? [] : [ToyBell(sound: sound)]
        }
    )
}
