// The language of texts is told where it is clear, and only there.

import ConcordText
import Testing

@Suite struct LanguageGuessTests {
  private func guess(_ text: String, times: Int = 60) -> String? {
    var guess = LanguageGuess()
    let bytes = Array(text.utf8)
    for _ in 0..<times { unsafe bytes.withUnsafeBufferPointer { unsafe guess.add($0) } }
    return guess.language
  }

  @Test(arguments: [
    (
      "en",
      "The keeper of the lamp is not here, but you can ask for the key at the door when it is open."
    ),
    (
      "de",
      "Der Wärter der Lampe ist nicht da, aber man kann an der Tür nach dem Schlüssel fragen, wenn sie offen ist."
    ),
    (
      "fr",
      "Le gardien de la lampe n'est pas ici, mais vous pouvez demander la clé à la porte quand elle est ouverte."
    ),
    (
      "es",
      "El guardián de la lámpara no está aquí, pero se puede pedir la llave en la puerta cuando está abierta."
    ),
    (
      "it",
      "Il guardiano della lampada non è qui, ma si può chiedere la chiave alla porta quando è aperta per la visita."
    ),
    (
      "pt",
      "O guardião da lâmpada não está aqui, mas pode pedir a chave na porta quando ela está aberta para uma visita."
    ),
    (
      "nl",
      "De wachter van de lamp is niet hier, maar je kunt aan de deur om de sleutel vragen als die open is voor een bezoek."
    ),
    (
      "sv",
      "Vaktaren är inte här, men man kan fråga efter nyckeln vid dörren när den är öppen för ett besök och det är ljust."
    ),
    (
      "fi",
      "Lampun vartija ei ole täällä, mutta avainta voi kysyä ovelta, kun se on auki, ja myös silloin kun hän on poissa."
    ),
    (
      "ru",
      "Смотрителя здесь нет, но вы можете спросить ключ у двери, когда она открыта, и он не откажет, если это для дела."
    ),
  ])
  func `prose is in its language`(_ code: String, _ text: String) { #expect(guess(text) == code) }

  @Test func `little text, names, code and two languages at once are in none`() {
    #expect(guess("The keeper of the lamp is not here.", times: 10) == nil)
    #expect(guess("Paris London Berlin Madrid Roma Lisboa Amsterdam Stockholm") == nil)
    #expect(guess("let x = 1; for i in 0..<9 { print(x + i) } // loop") == nil)
    #expect(guess("the of and to is that der die und den von zu") == nil)
    #expect(guess("漢字 かな 灯台 守り 燈台") == nil)
    #expect(guess("") == nil)
  }
}
