// The function words of languages: what tells a language, and what no phrase begins or ends with.

/// Articles, pronouns, prepositions, conjunctions and auxiliary verbs.
package enum FunctionWords {
  /// The words of a language.
  struct Language {
    /// ISO 639-1.
    let code: String
    /// Snowball's name.
    let name: String
    /// Frequent ones that tell the language; short ones that several languages have are mostly left out.
    let words: String
    /// Others.
    let more: String
  }

  /// The function words of a language, folded; of all that are known if the language is not one of them.
  ///
  /// - Parameter language: an ISO 639-1 code, or a name as stemmers have; nil for a language that is not known.
  package static func folded(of language: String?) -> Set<[UInt8]> {
    let analyzer = Analyzer(profile: .standard)
    let asked = language?.lowercased()
    let known = all.filter { $0.code == asked || $0.name == asked }
    var words: Set<[UInt8]> = []
    for language in known.isEmpty ? all : known {
      for list in [language.words, language.more] {
        for word in list.utf8.split(separator: 0x20) { words.insert(analyzer.foldedKey(of: Array(word))) }
      }
    }
    return words
  }

  static let all: [Language] = [
    Language(
      code: "en", name: "english",
      words:
        "the of and to is that for with are this from be as by or it on you not which have can an at was will if when your its has",
      more:
        """
        a in i we he she they them their his her him my me our us do does did been being were had would could \
        should may might must shall also than then there these those what who whom whose how why where so \
        such but no nor only same too very just about into onto over under out up down off again more most \
        other some any each few both all here because while during before after above below between through \
        until against per via without within upon across since though although whether either neither \
        however therefore thus etc don't doesn't didn't isn't aren't wasn't weren't can't couldn't won't \
        wouldn't shouldn't one another least following you're you'll you've we're we'll we've i'm i've i'll they're yours cannot let
        """),
    Language(
      code: "de", name: "german",
      words:
        "der die und den von zu das mit sich des auf für ist im dem nicht ein eine als auch werden aus er hat dass sie nach wird bei einer um wie über oder zum zur kann",
      more:
        """
        am an ans ab bis da dann dazu dein deine deinen denn deren dessen dies diese diesem diesen dieser \
        dieses doch du durch einem einen eines etwa gegen habe haben hatte hier hinter ich ihm ihn ihnen ihr \
        ihre ihrem ihren ihrer in ins ja jede jedem jeden jeder jedes kein keine keinen können man mehr mein \
        meine muss müssen noch nur ob ohne schon sehr sein seine seinen seiner seit sind so soll sollen \
        sollte sondern sowie uns unser unsere unter vom vor war waren was weil wenn wer werde wir wo wurde \
        wurden zwischen
        """),
    Language(
      code: "fr", name: "french",
      words:
        "le la les des et du une dans qui est pour que au par sur pas plus ne sont avec ce il aux être cette ou ont elle ses vous nous leur mais comme",
      more:
        """
        à a ai aussi avait avant avez bien c cela ces cet chez contre d de depuis deux dont donc doit en \
        encore entre es été était faire fait fois font ils j je l là lors lorsque lui m ma me même mes moi \
        mon n ni non nos notre on où peu peut peuvent pourquoi quand quel quelle quels qu s sa sans se sera \
        si soit son sous ta te tes toi ton tous tout toute toutes très tu un votre vos y
        """),
    Language(
      code: "es", name: "spanish",
      words:
        "el los las del que se por con una para su es al lo como más pero sus le ya este sí porque esta entre cuando muy sin sobre también hasta hay donde",
      more:
        """
        a además algo algunos ante antes así aún aunque bien cada casi cual cuales de desde después dos e en \
        él ella ellas ellos ese eso esa estas esto estos está están eran fue fueron ha había han hacer i la \
        les mi mis mientras mismo mucho ni no nos nosotros nuestra nuestro o otra otro otros poco pueda \
        puede pueden pues qué quien ser si sido siempre sino solo son tal tan tanto te tiene tienen toda \
        todas todo todos tu tus tú u un uno unos usted y yo
        """),
    Language(
      code: "it", name: "italian",
      words:
        "il di che la per un del non con da una sono della si dei al nel alla più gli anche le delle è come ha dalla lo questo essere suo ma ed nella",
      more:
        """
        a abbiamo agli ai allo altri altro ancora avere aveva c chi ci col coi così cui d dagli dai dal \
        dalle dallo dello degli do dove due e ecco era erano fa fare fra fu hanno ho i in io l lei loro lui \
        me mentre mi molto ne nei negli nell nello nelle noi nostro nostra o ogni oppure perché perciò però \
        po può qualche quale quando quanto quella quelle quelli quello questa queste questi qui quindi se \
        senza sia siamo solo sta stato su sua sue sugli sui sul sulla sulle suoi sì te ti tra tu tutte tutti \
        tutto uno vi voi
        """),
    Language(
      code: "pt", name: "portuguese",
      words:
        "o os as do da que em um para com não uma dos das no na por mais se ao como mas foi ele pelo pela são ou seu sua quando muito já também só",
      more:
        """
        a à ainda algo alguma alguns ante antes aos aquela aquele aquilo até cada de dela dele deles depois \
        desde dessa desse desta deste dois e é ela elas eles entre era essa esse esta está estão estas este \
        estes eu fazer foram há isso isto lhe mesmo meu minha muita muitos nas nem nessa nesse nesta neste \
        nenhum nos nós nossa nosso num numa onde outra outro outros pelas pelos pode podem pois porque qual \
        quem sem ser será si sim sob sobre somente suas te tem têm tinha toda todas todo todos tu tua uns \
        você vocês
        """),
    Language(
      code: "nl", name: "dutch",
      words:
        "de het een van en in is dat op te voor met zijn niet aan er om ook als dan bij nog door naar hij uit maar wordt deze worden heeft",
      more:
        """
        al alle alleen alles andere been ben bent beide daar daarom die dit doen doet dus eens elk elke geen \
        had hadden haar heb hebben hem hen hier hoe hun ieder iets ik ja je jij jouw jullie kan kon kunnen \
        kunt mag me meer men mijn mij moet moeten mogen na niets nu of omdat onder ons onze over tegen tot \
        toch u uw veel vanuit waar waarom wanneer want waren was wat we wel welke werd wie wij wil zal ze \
        zelf zich zij zo zonder zou zullen
        """),
    Language(
      code: "sv", name: "swedish",
      words:
        "och att det som en på är av för med till den har de inte om ett men var jag från kan när så vi eller hade där under också sig",
      more:
        """
        alla allt andra bara blev bli blir dem denna deras dess dessa detta dig din du då efter ej få får ha \
        han hans hon honom hur i in inga ingen innan ju kunde man mellan mer mig min mot mycket ni nog nu \
        någon något några oss sedan sin sina sitt ska skulle sådan upp ut utan vad vara vem vid vilken \
        vilket vår våra än även åt över
        """),
    Language(
      code: "da", name: "danish",
      words:
        "og at det som en på er af for med til den har de ikke om et men var jeg fra kan når så vi eller havde blev der også sig",
      more:
        """
        ad alle alt anden bare blive bliver da dem denne deres dette dig din disse du efter end fik få får \
        før gennem gøre ham han hans have hende hun hvad hver hvilken hvis hvor hvordan hvorfor i igen ind \
        ingen jo kun kunne man mange mellem mere mig min mod må ned nej noget nogle nogen nu op os over \
        samme selv sin sine skal skulle sådan ud uden under ved vil ville vores være været
        """),
    Language(
      code: "no", name: "norwegian",
      words:
        "og at det som en på er av for med til den har de ikke om et men var jeg fra kan når så vi eller hadde ble der også seg",
      more:
        """
        alle alt andre bare bli blir da dem denne deres dette deg din disse du dere etter enn fikk få får \
        før gjennom gjøre ham han hans ha henne hun hva hver hvilken hvis hvor hvordan hvorfor i igjen inn \
        ingen jo kun kunne man mange mellom mer meg min mot må ned nei noe noen nå opp oss over samme selv \
        sin sine skal skulle slik ut uten under ved vil ville vår være vært
        """),
    Language(
      code: "fi", name: "finnish",
      words:
        "ja on ei että se oli hän ovat myös kun mutta kuin tai sen joka mukaan olla hänen ole jos jonka niin vain sekä voi",
      more:
        """
        eivät emme en et ette he hänelle häntä ilman itse jotka jota joita juuri jotta kaikki kanssa koska \
        kuka kuten me meidän mikä minkä minun minä mitä muu muut nyt nämä ne noin olemme olen olet olisi \
        olivat ollut paitsi siis siitä siinä sillä sinä siten sitä te tämä tämän tässä tätä vai vielä \
        voidaan voivat vuoksi yli
        """),
    Language(
      code: "ru", name: "russian",
      words:
        "и в не на что с он как это по но из у к за от его для или бы же все так был она они мы при если только также",
      more:
        """
        без более бо будет будут быть вам вас ведь весь во вот всё всего всех вы где да даже до другие её ей \
        ему есть ещё здесь им их каждый какой когда который которая которое которые кто ли лишь между меня \
        мне может можно мой над надо нас наш него нее ней нет ни них ничего ну нужно о об один однако оно \
        перед под после потому почти про раз сам свой себя со такой там те тем теперь то тогда того тоже той \
        том тот тут ты уже хотя чего чем через чтобы чья эта эти этого этой этом этот эту я
        """),
  ]
}
